# protect: tables of the exchange format, any relations; audit, statuses in and out; what is malformed, with its line.
cat >square.jj <<'END'
0
9
0 10 10 u 0 1e20 2 2 0
1 20.5 20.5 s 0 1e20 0 0 0
2 30.5 30.5 s 0 1e20 0 0 0
3 5 5 s 0 1e20 0 0 0
4 7 7 s 0 1e20 0 0 0
5 12 12 s 0 1e20 0 0 0
6 15 15 s 0 1e20 0 0 0
7 27.5 27.5 s 0 1e20 0 0 0
8 42.5 42.5 z 0 1e20 0 0 0
6
0 3 : 0 (1) 1 (1) 2 (-1)
0 3 : 3 (1) 4 (1) 5 (-1)
0 3 : 6 (1) 7 (1) 8 (-1)
0 3 : 0 (1) 3 (1) 6 (-1)
0 3 : 1 (1) 4 (1) 7 (-1)
0 3 : 2 (1) 5 (1) 8 (-1)
END
tenfour protect square.jj -o square-protected.jj --export square.csv 2>&1
cat square.csv
grep -c ' m ' square-protected.jj
tenfour protect square-protected.jj --audit 2>&1; echo "exit $?"
tenfour protect square.jj --audit 2>&1; echo "exit $?"
# Weights: x0 + 2 x1 + 3 x2 = 1.5 x3 and x1 + 2 x2 = 100, x3 = 180 public: x0 = 70 + x2, between 70 and 120.
cat >weights.jj <<'END'
4
0 100 100 u 0 1e20 10 10 0
1 40 40 s 0 1e20 0 0 0
2 30 30 s 0 1e20 0 0 0
3 180 1 z 0 1000 0 0 0
2
0 4 : 0 (1) 1 (2) 2 (3) 3 (-1.5)
100 2 : 1 (1) 2 (2)
END
tenfour protect weights.jj -o - --export weights.csv 2>&1
cat weights.csv
# The level above is out of reach: 120 is the most.
sed 's/ 10 10 0$/ 10 30 0/' weights.jj >far.jj
tenfour protect far.jj -o far-protected.jj 2>&1; echo "exit $?"; ls far-protected.jj 2>/dev/null
# A sliding level: 50 wide is just possible, 51 is not.
sed 's/ 10 10 0$/ 0 0 50/' weights.jj | tenfour protect - --export - 2>&1 | head -2
sed 's/ 10 10 0$/ 0 0 51/' weights.jj | tenfour protect - --export slide.csv 2>&1; echo "exit $?"
# Statuses from elsewhere.
printf 'cell,status,lpl,upl\n0,s,0,0\n3,u,5,20\n' >statuses.csv
tenfour protect weights.jj --import statuses.csv --export - 2>&1
printf 'cell,status\n4,u\n' >statuses.csv
tenfour protect weights.jj --import statuses.csv --export - 2>&1; echo "exit $?"
printf '3\n0 1 1 s 0 9 0 0 0\n1 1 1 q 0 9 0 0 0\n' >bad.jj
tenfour protect bad.jj --audit 2>&1; echo "exit $?"
sed 's/^0 4 :/7 4 :/' weights.jj >broken.jj
tenfour protect broken.jj --audit 2>&1; echo "exit $?"
tenfour protect weights.jj 2>&1; echo "exit $?"
