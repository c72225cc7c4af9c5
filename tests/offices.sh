#!/bin/sh
# tests/offices.sh - files as the offices of many countries write them, each against totals added up by hand.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
bad=0

# template DIGITS COLUMN...: a template with these columns.
template() {
    digits=$1
    shift
    cat <<END
tenfour: 1
release: {id: office, from: 2023-01, until: 2023-03}
input:
  columns:
    code: {column: [CO_NCM, HSCode, GTİP, Товардын коду, Material, code], digits: $digits}
END
    for column in "$@"; do echo "    $column"; done
    cat <<END
publish: {levels: [$digits, 4, 0], periods: [month], partners: [each, world], measures: [value]}
checks: {max_rejected: 0.4}
protect: {method: none, reason: invented}
END
}

# expect NAME KEPT REJECTED NOTE LINES: what `check` says of the file, and cells of all goods by hand (period,flow,partner,value).
expect() {
    "$TENFOUR" check "$dir/t.yaml" "$dir/$1" >"$dir/said" || { cat "$dir/said"; bad=1; }
    grep -q " $2 kept · .*$3 rejected" "$dir/said" && grep -qF "$4" "$dir/said" ||
        { echo "$1: expected $2 kept, $3 rejected, $4:"; cat "$dir/said"; bad=1; }
    rm -rf "$dir/cells"
    "$TENFOUR" cells -qq "$dir/t.yaml" "$dir/$1" -o "$dir/cells" || bad=1
    awk -F, 'NR > 1 && $4 != "W00" { print $1 "," $2 "," $4 "," $5 }' "$dir/cells/data/hs0.csv" >"$dir/got"
    printf '%s\n' $5 >"$dir/wanted"
    diff "$dir/wanted" "$dir/got" || { echo "$1: other totals"; bad=1; }
    echo "$1"
}

# Brazil: Latin-1, semicolons, everything quoted, CR LF, year and month apart, a row left empty.
template 8 'period: {year_column: CO_ANO, month_column: CO_MES}' 'flow: {constant: X}' 'partner: {column: NO_PAIS}' \
    'value: {column: VL_FOB, unit: USD, decimals: 0}' >"$dir/t.yaml"
printf '%s\r\n' '"CO_ANO";"CO_MES";"CO_NCM";"NO_MUN";"NO_PAIS";"VL_FOB"' '"2023";"01";"84713012";"S\343o Paulo";"Germany";12500' \
    '"";"";"";"";"";""' '"2023";"02";"02013000";"Goi\342nia";"China";5400' '"2023";"2";"02013000";"Ita\372na; MG";"China";40' |
    sed 's/\\343/\xe3/; s/\\342/\xe2/; s/\\372/\xfa/' >"$dir/brazil.csv"
expect brazil.csv 3 0 "encoding windows-1252 (detected), separator ';'" '2023-01,X,DE,12500 2023-02,X,CN,5440'

# India: groups of two digits, abbreviated names, a title and a blank line above the header.
template 8 'period: {column: Month, format: "%b-%Y"}' 'flow: {column: Flow, map: {EXPORT: X, IMPORT: M}}' \
    'partner: {column: Country}' 'value: {column: "Value, INR", unit: INR, decimals: 2}' >"$dir/t.yaml"
cat >"$dir/india.csv" <<'END'
Department of Commerce,,,,

HSCode,Country,Month,Flow,"Value, INR"
10063020,U ARAB EMTS,Jan-2023,EXPORT,"1,23,45,678.50"
10063020,U S A,Feb-2023,EXPORT,"12,345.00"
30049099,CHINA P RP,Feb-2023,IMPORT,"(1,234.25)"
Total,,,,"1,23,56,789.25"
END
expect india.csv 3 1 'header in line 3' '2023-01,X,AE,12345678.50 2023-02,M,CN,-1234.25 2023-02,X,US,12345.00'

# Türkiye: UTF-16 from a spreadsheet, tabs, decimal commas, twelve digits, the two letters i.
template 12 'period: {column: Dönem, format: "%Y/%m"}' 'flow: {column: YÖN, map: {ihracat: X, ithalat: M}}' \
    'partner: {column: Ulke Kodu}' 'value: {column: DEĞER, unit: TRY, decimals: 2}' >"$dir/t.yaml"
printf '\357\273\277Dönem\tYön\tGtip\tUlke kodu\tDeğer\r\n2023/01\tİhracat\t610910000011\tDEU\t1.234.567,89\r\n2023/02\tİTHALAT\t847130000011\tCHN\t12.000,5\r\n' |
    iconv -f UTF-8 -t UTF-16LE >"$dir/turkey.txt"
expect turkey.txt 2 0 'encoding UTF-16LE (detected), separator TAB' '2023-01,X,DE,1234567.89 2023-02,M,CN,12000.50'

# Kyrgyzstan: windows-1251 that shows only far behind the beginning, semicolons, blanks between thousands.
template 10 'period: {column: date, format: "%d.%m.%Y"}' 'flow: {column: flow, map: {импорт: M, IM: M}}' \
    'partner: {column: country}' 'value: {column: usd, unit: USD, decimals: 1}' >"$dir/t.yaml"
{ echo 'date;flow;code;country;usd'
  awk 'BEGIN { for (i = 0; i < 12000; i++) print "01.01.2023;IM;8471300000;KZ;1,5" }'
  echo '02.02.2023;импорт;8471300000;Россия;1 234,5'
  echo '03.02.2023;импорт;0713339000;Республика Узбекистан;2,0'; } | iconv -f UTF-8 -t windows-1251 >"$dir/kyrgyzstan.csv"
expect kyrgyzstan.csv 12,002 0 'encoding windows-1251 (detected)' '2023-01,M,KZ,18000.0 2023-02,M,RU,1234.5 2023-02,M,UZ,2.0'

# A spreadsheet: sep= line, byte order mark, blank columns at the end, CR LF; the minus behind the number.
template 10 'period: {column: Posting date, format: "%d/%m/%Y"}' 'flow: {column: type, map: {"1": M, "2": X}}' \
    'partner: {column: ctry}' 'value: {column: amount, unit: EUR, decimals: 3}' >"$dir/t.yaml"
printf '\357\273\277sep=;\r\nPosting Date;Type;Material;Ctry;Amount;;\r\n17/03/2023;1;8471300000;de;1.000,125;;\r\n18/03/2023;1;8471300000;DE;0,125-;;\r\n;;;;;;\r\n31/01/2023;2;0101210000;kz;−7,0;;\r\n' >"$dir/sheet.csv"
expect sheet.csv 3 0 "separator ';', header in line 2" '2023-01,X,KZ,-7.000 2023-03,M,DE,1000.000'

# Lines that end with CR alone, bars, a quote within quotes, three notations of months, 14 decimals.
template 6 'period: {column: period}' 'flow: {column: flow}' 'partner: {column: partner}' \
    'value: {column: value, unit: USD, decimals: 14}' >"$dir/t.yaml"
printf 'period|flow|code|partner|value\r202301|M|847130|CI|11583415.3160081\r2023M03|M|847130|"Cote d""Ivoire"|1\r2023-3|M|847130|Côte d’Ivoire|0.00000000000001\r' >"$dir/returns.csv"
expect returns.csv 3 0 "separator '|'" '2023-01,M,CI,11583415.31600810000000 2023-03,M,CI,1.00000000000001'
exit $bad
