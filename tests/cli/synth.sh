# synth: the same records for a seed and any number of threads, files whole or not at all, bad options told.
tenfour synth -q -n 3 --seed 5
tenfour synth -q -n 20000 --seed 5 --threads 1 -o one.csv --truth truth.csv --mirror DE --mirror-file mirror.csv
tenfour synth -q -n 20000 --seed 5 --threads 2 --mirror DE -o two.csv.gz
gzip -dc two.csv.gz | cmp - one.csv
wc -l <one.csv
cut -d, -f1 truth.csv | uniq -c | tr -s ' '
head -1 mirror.csv
tenfour synth -n 1 -o one.csv
echo "exit $?"
tenfour synth -n 1 --decimal ,
tenfour synth -n 1 --from 2023
tenfour synth -n 1 --mirror Mars
tenfour synth -n 1 --encoding EBCDIC
ls
