# Colour only where it is asked for or seen: --color, NO_COLOR, CLICOLOR_FORCE.
plain() { tenfour "$@" | head -1 | tr '\033' 'E' | cut -c1-4; }
plain limits
plain limits --color always
CLICOLOR_FORCE=1 plain limits
CLICOLOR_FORCE=1 NO_COLOR=1 plain limits
CLICOLOR_FORCE=1 plain limits --color never
