# What is wrong with a template is said with file, line, what was found and what is allowed.
cp "$srcdir/templates/national-10-digit.yaml" national.yaml
try() {
    tenfour explain "$@" >/dev/null 2>error
    echo "exit $? $(sed 's/ (allowed here: .*//' error)"
}
try national.yam
try national.yaml --set publish.levls=[4]
try national.yaml --set protect.safety=x
try national.yaml --set nonsense
printf 'tenfour: 1\nrelease:\n  id: x\n  reprter: KG\n' >typo.yaml; try typo.yaml
printf 'tenfour: 1\na: &x [1]\nb: *x\n' >alias.yaml; try alias.yaml
yes '[' | head -100000 | tr -d '\n' >brackets.yaml; try brackets.yaml
head -c 1100000 /dev/zero | tr '\0' '#' >big.yaml; try big.yaml
: >empty.yaml; try empty.yaml
try .
try
