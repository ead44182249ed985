/* Figures for people, and a checksum for what they may have touched. */
#ifndef TEXT_H
#define TEXT_H

#include <stdint.h>

/* Puts a comma between the thousands of the number that `text` begins with: "12345.6" becomes
   "12,345.6". There must be room for one more character for each three digits. */
void text_add_commas(char *text);

/* FNV-1a, of so many characters: any single one that differs makes another sum. */
uint64_t text_checksum(const char *text, int length);

#endif
