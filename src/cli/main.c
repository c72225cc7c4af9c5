/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "config.h"

int main(void)
{
    puts("tenfour " PACKAGE_VERSION);
    return 0;
}
