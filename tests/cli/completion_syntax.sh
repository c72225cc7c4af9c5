# The scripts are good shell for the shells that are here.
tenfour completions zsh >z
tenfour completions fish >f
tenfour completions bash >b
bash -n b
if command -v zsh >/dev/null; then zsh -n z; else head -1 z | grep -q '^#compdef tenfour$'; fi
if command -v fish >/dev/null; then fish --no-execute f; else grep -q '^complete -c tenfour' f; fi
