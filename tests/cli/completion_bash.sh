# The bash script completes commands, options, values and files.
tenfour completions bash >script
touch records.csv
mkdir releases
cat >try.bash <<'END'
complete_words() {
    COMP_WORDS=("$@")
    COMP_CWORD=$(($# - 1))
    COMPREPLY=()
    _tenfour
    echo "${COMPREPLY[*]}"
}
. ./script
complete_words tenfour lim
complete_words tenfour limits --form
complete_words tenfour limits --format c
complete_words tenfour limits --format = j
complete_words tenfour limits --output rec
complete_words tenfour completions z
complete_words tenfour limits --fake
END
bash try.bash
