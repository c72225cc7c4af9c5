# codes: search by words and digits, show a code's place, children; lists by file; what is not there.
tenfour codes search aeroplanes
tenfour codes search целлюлоза
tenfour codes show 8803 2>error; echo "exit $?"; cat error
tenfour codes children 88.06 --format csv
printf 'code,label,unit\n8806,drones,pcs\n880622,small drones,pcs\n8807,parts,\n' >watch.csv
tenfour codes show 880622 --list watch.csv
tenfour codes show 8806 --list watch.csv --format json
tenfour codes search nothing-of-the-kind
tenfour codes look 88
echo "exit $?"
tenfour codes show 88 --list watch.cvs
echo "exit $?"
