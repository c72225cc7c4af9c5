/* SPDX-License-Identifier: MIT */
#include "io/recognise.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

typedef struct {
    const char *magic;
    size_t n;
    const char *phrase;
} kind;

static const kind binary[] = {
    {"\x1F\x8B", 2, "it is packed with gzip twice; unpack it once"},
    {"PK\x03\x04", 4, "it is a zip archive or an XLSX or ODS workbook; save the sheet as CSV, or unzip it"},
    {"PK\x05\x06", 4, "it is an empty zip archive; give the text file"},
    {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8, "it is an XLS workbook or another Office document; save the sheet as CSV"},
    {"\x09\x08\x10\x00\x00\x06\x05\x00", 8, "it is an XLS workbook; save the sheet as CSV"},
    {"%PDF-", 5, "it is a PDF document; export the table as CSV"},
    {"{\\rtf", 5, "it is an RTF document; export the table as CSV"},
    {"BZh", 3, "it is packed with bzip2; unpack it, or pack it with gzip"},
    {"\xFD" "7zXZ", 6, "it is packed with xz; unpack it, or pack it with gzip"},
    {"\x28\xB5\x2F\xFD", 4, "it is packed with zstd; unpack it, or pack it with gzip"},
    {"7z\xBC\xAF\x27\x1C", 6, "it is a 7z archive; unpack it"},
    {"Rar!\x1A\x07", 6, "it is a RAR archive; unpack it"},
    {"PAR1", 4, "it is a Parquet file; export it as CSV"},
    {"SQLite format 3", 16, "it is an SQLite database; export the table as CSV"},
    {"\x89PNG", 4, "it is a picture; expected delimited text"},
    {"\x7F" "ELF", 4, "it is a program; expected delimited text"},
};

/* Compared without case, after blanks. */
static const kind markup[] = {
    {"<!doctype html", 14, "it is an HTML page, not delimited text; the download probably went wrong"},
    {"<html", 5, "it is an HTML page, not delimited text; the download probably went wrong"},
    {"<head", 5, "it is an HTML page, not delimited text; the download probably went wrong"},
    {"<body", 5, "it is an HTML page, not delimited text; the download probably went wrong"},
    {"<table", 6, "it is an HTML table; open it in a spreadsheet and save it as CSV"},
    {"<!--", 4, "it is an HTML or XML document; export the table as CSV"},
    {"<?xml", 5, "it is an XML document; export the table as CSV"},
};

static void skip_blanks(const char **bytes, size_t *n)
{
    while (*n && (**bytes == ' ' || **bytes == '\t' || **bytes == '\r' || **bytes == '\n')) {
        ++*bytes;
        --*n;
    }
}

/* A brace or bracket, and behind it what JSON may have there. */
static bool is_json(const char *bytes, size_t n)
{
    char first = n ? *bytes : '\0';

    if (first != '{' && first != '[')
        return false;
    bytes++;
    n--;
    skip_blanks(&bytes, &n);
    return n && (*bytes == '"' || *bytes == '{' || *bytes == '[');
}

const char *t4_recognise(const char *bytes, size_t n)
{
    for (size_t i = 0; i < sizeof binary / sizeof *binary; i++)
        if (n >= binary[i].n && !memcmp(bytes, binary[i].magic, binary[i].n))
            return binary[i].phrase;
    if (n >= 3 && !memcmp(bytes, "\xEF\xBB\xBF", 3)) {
        bytes += 3;
        n -= 3;
    }
    skip_blanks(&bytes, &n);
    if (is_json(bytes, n))
        return "it is JSON; expected delimited text";
    for (size_t i = 0; i < sizeof markup / sizeof *markup; i++)
        if (n >= markup[i].n && !strncasecmp(bytes, markup[i].magic, markup[i].n))
            return markup[i].phrase;
    return NULL;
}
