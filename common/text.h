/* Figures for people. */
#ifndef TEXT_H
#define TEXT_H

/* Puts a comma between the thousands of the number that `text` begins with: "12345.6" becomes
   "12,345.6". There must be room for one more character for each three digits. */
void text_add_commas(char *text);

#endif
