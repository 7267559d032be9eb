#include "json.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct parser {
    char *at;
    struct json *nodes;
    size_t used;
    bool failed;
};

static void skip_blanks(struct parser *p) { p->at += strspn(p->at, " \t\r\n"); }

static bool take(struct parser *p, char character) {
    skip_blanks(p);
    if (*p->at != character) return false;
    p->at++;
    return true;
}

/* A code point below 0x10000 as UTF-8; the surrogates of higher ones stay as they are, since nothing here looks at them. */
static char *put(char *to, unsigned code) {
    if (code < 0x80) *to++ = (char)code;
    else if (code < 0x800) *to++ = (char)(0xc0 | code >> 6), *to++ = (char)(0x80 | (code & 0x3f));
    else *to++ = (char)(0xe0 | code >> 12), *to++ = (char)(0x80 | (code >> 6 & 0x3f)), *to++ = (char)(0x80 | (code & 0x3f));
    return to;
}

/* What stands between two quotes, without escapes: never longer than it was. */
static const char *parse_string(struct parser *p) {
    static const char escapes[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    char *start = p->at, *to = start;
    for (; *p->at != '"'; p->at++) {
        const char *escape;
        unsigned code;
        if (*p->at == '\0') return p->failed = true, "";
        if (*p->at != '\\') *to++ = *p->at;
        else if (*++p->at == 'u' && sscanf(p->at + 1, "%4x", &code) == 1) to = put(to, code), p->at += 4;
        else if (*p->at != '\0' && (escape = strchr(escapes, *p->at)) != NULL) *to++ = meanings[escape - escapes];
        else return p->failed = true, "";
    }
    p->at++;
    *to = '\0';
    return start;
}

static struct json *parse_value(struct parser *p, int depth);

static void parse_children(struct parser *p, struct json *parent, char end, int depth) {
    struct json **link = &parent->children;
    if (take(p, end)) return;
    do {
        const char *key = NULL;
        if (parent->type == JSON_OBJECT) {
            if (!take(p, '"')) p->failed = true;
            else key = parse_string(p);
            if (p->failed || !take(p, ':')) p->failed = true;
        }
        if (p->failed) return;
        *link = parse_value(p, depth + 1);
        (*link)->key = key;
        link = &(*link)->next;
    } while (!p->failed && take(p, ','));
    if (!take(p, end)) p->failed = true;
}

static struct json *parse_value(struct parser *p, int depth) {
    struct json *value = &p->nodes[p->used++];
    *value = (struct json){JSON_LITERAL, NULL, "", NULL, NULL};
    skip_blanks(p);
    if (depth > 32) p->failed = true;
    else if (take(p, '{')) value->type = JSON_OBJECT, parse_children(p, value, '}', depth);
    else if (take(p, '[')) value->type = JSON_ARRAY, parse_children(p, value, ']', depth);
    else if (take(p, '"')) value->type = JSON_STRING, value->text = parse_string(p);
    else {
        size_t length = strspn(p->at, "+-.0123456789Eeaflnrstu");
        if (length == 0) p->failed = true;
        value->type = strchr("-0123456789", *p->at) != NULL ? JSON_NUMBER : JSON_LITERAL;
        value->text = p->at;
        p->at += length;
        /* What follows is a comma or a bracket, which has to be read before the text can end there: see below. */
    }
    return value;
}

/* Ends the texts of numbers and literals, which stand between characters that are needed while parsing. */
static void end_texts(struct json *value) {
    for (; value != NULL; value = value->next) {
        if (value->type == JSON_NUMBER || value->type == JSON_LITERAL)
            ((char *)value->text)[strspn(value->text, "+-.0123456789Eeaflnrstu")] = '\0';
        end_texts(value->children);
    }
}

struct json *json_parse(char *line) {
    /* Each value but the first follows one of these. */
    size_t most = 1;
    for (const char *at = line; *at != '\0'; at++) most += strchr("[:,", *at) != NULL;
    struct parser parser = {line, malloc((most + 1) * sizeof(struct json)), 0, false};
    if (parser.nodes == NULL) abort();
    struct json *root = parse_value(&parser, 0);
    skip_blanks(&parser);
    if (parser.failed || *parser.at != '\0') {
        free(parser.nodes);
        return NULL;
    }
    end_texts(root);
    return root;
}

const struct json *json_get(const struct json *object, const char *key) {
    if (object == NULL || object->type != JSON_OBJECT) return NULL;
    for (const struct json *child = object->children; child != NULL; child = child->next)
        if (strcmp(child->key, key) == 0) return child;
    return NULL;
}

const char *json_text(const struct json *value) { return value == NULL ? "" : value->text; }

static char *grow(struct text *text, size_t by) {
    if (text->length + by >= text->room) {
        text->room = 2 * (text->length + by) + 256;
        if ((text->start = realloc(text->start, text->room)) == NULL) abort();
    }
    return text->start + text->length;
}

void text_clear(struct text *text) {
    text->length = 0;
    *grow(text, 0) = '\0';
}

void text_add(struct text *text, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *at = grow(text, (size_t)length + 1);
    va_start(arguments, format);
    vsnprintf(at, (size_t)length + 1, format, arguments);
    va_end(arguments);
    text->length += (size_t)length;
}

void text_add_hex(struct text *text, const uint8_t *bytes, size_t length) {
    static const char digits[] = "0123456789abcdef";
    char *at = grow(text, 2 * length + 1);
    for (size_t i = 0; i < length; i++) *at++ = digits[bytes[i] >> 4], *at++ = digits[bytes[i] & 15];
    *at = '\0';
    text->length += 2 * length;
}

static int digit(char character) {
    if (character >= '0' && character <= '9') return character - '0';
    return character >= 'a' && character <= 'f' ? character - 'a' + 10 : -1;
}

uint8_t *bytes_of(const char *digits, size_t *length) {
    *length = strlen(digits) / 2;
    uint8_t *bytes = malloc(*length + 1);
    if (bytes == NULL) abort();
    for (size_t i = 0; i < *length; i++) {
        int high = digit(digits[2 * i]), low = digit(digits[2 * i + 1]);
        if (high < 0 || low < 0) return free(bytes), NULL;
        bytes[i] = (uint8_t)(high << 4 | low);
    }
    return bytes;
}
