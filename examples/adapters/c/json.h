/* As much of JSON as one line of the protocol needs. */
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum json_type { JSON_LITERAL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

struct json {
    enum json_type type;
    const char *key;  /* in an object */
    const char *text; /* of a string, a number, or true, false, null */
    struct json *children, *next;
};

/* Parses a line, which is written over: texts point into it. NULL if it is not JSON. Free the result with free(). */
struct json *json_parse(char *line);

/* The member of an object; NULL if there is none, or `object` is NULL or none. */
const struct json *json_get(const struct json *object, const char *key);

/* The text of a string, number or literal; "" if `value` is NULL or none of these. */
const char *json_text(const struct json *value);

/* A text that grows. */
struct text {
    char *start;
    size_t length, room;
};

void text_clear(struct text *text);
void text_add(struct text *text, const char *format, ...);
/* Adds two digits for each byte. */
void text_add_hex(struct text *text, const uint8_t *bytes, size_t length);

/* Reads two digits for each byte; the result, to be freed, has `*length` bytes. NULL if they are no bytes. */
uint8_t *bytes_of(const char *digits, size_t *length);

#endif
