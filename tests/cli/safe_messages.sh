# No input can steer the terminal through a message.
tenfour completions "$(printf 'a\033[2Jb\nc\377\342\200\256d')"
