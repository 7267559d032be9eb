/*
 * Puts the unit under test as a process: one line of JSON comes in on standard input, one goes out on standard output
 * (docs/adapters.md). Whatever is printed for people belongs on standard error.
 */
#define _POSIX_C_SOURCE 200809L
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "subject.h"

#define POLLS 1000

static uint64_t number(const struct json *operation, const char *key) { return strtoull(json_text(json_get(operation, key)), NULL, 0); }

/* bus:device.function as 16 bits. */
static uint16_t requester(const struct json *operation) {
    unsigned bus = 0, device = 0, function = 0;
    sscanf(json_text(json_get(operation, "source")), "%x:%x.%x", &bus, &device, &function);
    return (uint16_t)(bus << 8 | device << 3 | function);
}

static enum request_kind kind_of(const char *name) {
    static const char *const names[] = {"read", "write", "zero-length-read", "fetch-add", "swap", "compare-and-swap"};
    for (int i = 0; i < 6; i++)
        if (strcmp(name, names[i]) == 0) return (enum request_kind)i;
    return READ;
}

static void add_bytes(struct text *reply, const char *before, const uint8_t *bytes, size_t length) {
    text_add(reply, "%s\"bytes\":\"", before);
    text_add_hex(reply, bytes, length);
    text_add(reply, "\"}");
}

static void dump(struct unit *unit, const struct json *operation, struct text *reply) {
    size_t length = number(operation, "length");
    uint8_t *bytes = malloc(length + 1);
    if (bytes == NULL) abort();
    unit_dump(unit, number(operation, "address"), bytes, length);
    add_bytes(reply, "{", bytes, length);
    free(bytes);
}

static void dma(struct unit *unit, const struct json *operation, struct text *reply) {
    size_t length;
    uint8_t *operand = bytes_of(json_text(json_get(operation, "bytes")), &length);
    struct request request = {
        .kind = kind_of(json_text(json_get(operation, "request"))),
        .source = requester(operation),
        .address = number(operation, "address"),
        .length = (uint32_t)number(operation, "length"),
        .operand = operand,
    };
    uint8_t *returned = malloc(request.length + 1u);
    if (returned == NULL) abort();
    bool returns = request.kind != WRITE && request.kind != ZERO_LENGTH_READ;
    if (!unit_dma(unit, &request, returned)) text_add(reply, "{\"status\":\"UR\"}");
    else if (returns) add_bytes(reply, "{\"status\":\"success\",", returned, request.length);
    else text_add(reply, "{\"status\":\"success\"}");
    free(returned);
    free(operand);
}

/* Performs one operation of a vector and adds its result; false for one that is not known. */
static bool perform(struct unit *unit, const struct json *operation, struct text *reply) {
    const char *op = json_text(json_get(operation, "op"));
    uint32_t offset = (uint32_t)number(operation, "offset"), size = (uint32_t)number(operation, "size");
    if (strcmp(op, "load") == 0) {
        size_t length;
        uint8_t *bytes = bytes_of(json_text(json_get(operation, "bytes")), &length);
        if (bytes != NULL) unit_load(unit, number(operation, "address"), bytes, length);
        free(bytes);
        text_add(reply, "{}");
    } else if (strcmp(op, "dump") == 0) {
        dump(unit, operation, reply);
    } else if (strcmp(op, "poison") == 0) {
        unit_fail(unit, number(operation, "address"), number(operation, "length"));
        text_add(reply, "{}");
    } else if (strcmp(op, "write") == 0) {
        unit_write_register(unit, offset, size, number(operation, "value"));
        text_add(reply, "{}");
    } else if (strcmp(op, "read") == 0 || strcmp(op, "poll") == 0) {
        bool waits = op[0] == 'p';
        uint64_t mask = number(operation, "mask"), wanted = number(operation, "value"), value = 0;
        for (int i = 0; i < (waits ? POLLS : 1); i++) {
            value = unit_read_register(unit, offset, size);
            if ((value & mask) == wanted) break;
        }
        text_add(reply, "{\"value\":\"0x%" PRIx64 "\"}", value);
    } else if (strcmp(op, "dma") == 0) {
        dma(unit, operation, reply);
    } else {
        return false;
    }
    return true;
}

static bool run(struct unit *unit, const struct json *request, struct text *reply) {
    static struct text interrupts;
    struct message message;
    const struct json *operations = json_get(request, "operations");
    unsigned i = 0;
    text_clear(&interrupts);
    unit_reset(unit);
    text_add(reply, "\"reply\":\"results\",\"results\":[");
    for (const struct json *each = operations == NULL ? NULL : operations->children; each != NULL; each = each->next, i++) {
        if (i > 0) text_add(reply, ",");
        if (!perform(unit, each, reply)) return false;
        while (unit_next_message(unit, &message)) {
            const char *comma = interrupts.length > 0 ? "," : "";
            text_add(&interrupts, "%s{\"address\":\"0x%" PRIx64 "\",\"data\":\"0x%x\",\"after\":%u}", comma, message.address, message.data, i);
        }
    }
    text_add(reply, "],\"interrupts\":[%s]", interrupts.start);
    return true;
}

/* Adds the members of the reply; whether the conversation goes on. */
static bool answer(struct unit *unit, const struct json *request, struct text *reply) {
    const char *command = json_text(json_get(request, "cmd"));
    bool understood = true;
    if (strcmp(command, "start") == 0) {
        char subject[1024];
        write_subject(subject, sizeof subject, "a process");
        text_add(reply, "\"reply\":\"subject\",\"protocol\":1,%s,\"configurable\":false,\"poison\":true,\"observesInterrupts\":true", subject);
    } else if (strcmp(command, "run") == 0) {
        understood = run(unit, request, reply);
    } else if (strcmp(command, "stop") == 0) {
        text_add(reply, "\"reply\":\"done\"");
        return false;
    } else {
        understood = false;
    }
    if (!understood) {
        text_clear(reply);
        text_add(reply, "{\"reply\":\"unsupported\"");
    }
    return true;
}

int main(void) {
    struct unit *unit = unit_new();
    struct text reply = {0};
    char *line = NULL;
    size_t room = 0;
    bool goes_on = unit != NULL;
    while (goes_on && getline(&line, &room, stdin) > 0) {
        struct json *request = json_parse(line);
        if (request == NULL) {
            fprintf(stderr, "a line that is not JSON\n");
            return 1;
        }
        text_clear(&reply);
        text_add(&reply, "{");
        goes_on = answer(unit, request, &reply);
        printf("%s,\"seq\":%s}\n", reply.start, json_text(json_get(request, "seq")));
        /* A reply must not wait in a buffer for the next one. */
        fflush(stdout);
        free(request);
    }
    if (unit != NULL) unit_free(unit);
    free(reply.start);
    free(line);
    return 0;
}
