/* Sparse memory: zero where nothing was written, with ranges where accesses of the unit fail. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#define PAGE 4096u

struct page {
    uint64_t number;
    struct page *next;
    uint8_t bytes[PAGE];
};

static struct page **bucket(struct unit *unit, uint64_t number) { return &unit->pages[number % 1024]; }

/* The page of an address; NULL if it was never written and is not to be made. */
static struct page *find(struct unit *unit, uint64_t address, bool make) {
    uint64_t number = address / PAGE;
    struct page **head = bucket(unit, number), *page;
    for (page = *head; page != NULL; page = page->next)
        if (page->number == number) return page;
    if (!make) return NULL;
    if ((page = unit->unused) != NULL) unit->unused = page->next;
    else if ((page = malloc(sizeof *page)) == NULL) abort();
    memset(page->bytes, 0, PAGE);
    page->number = number;
    page->next = *head;
    *head = page;
    return page;
}

static size_t within_page(uint64_t address, size_t length) {
    size_t rest = PAGE - address % PAGE;
    return length < rest ? length : rest;
}

void unit_load(struct unit *unit, uint64_t address, const uint8_t *bytes, size_t length) {
    for (size_t count; length > 0; address += count, bytes += count, length -= count) {
        count = within_page(address, length);
        memcpy(find(unit, address, true)->bytes + address % PAGE, bytes, count);
    }
}

void unit_dump(struct unit *unit, uint64_t address, uint8_t *bytes, size_t length) {
    for (size_t count; length > 0; address += count, bytes += count, length -= count) {
        count = within_page(address, length);
        const struct page *page = find(unit, address, false);
        if (page == NULL) memset(bytes, 0, count);
        else memcpy(bytes, page->bytes + address % PAGE, count);
    }
}

void unit_fail(struct unit *unit, uint64_t address, uint64_t length) {
    if (unit->failing_count == unit->failing_room) {
        unit->failing_room += 16;
        unit->failing = realloc(unit->failing, unit->failing_room * sizeof *unit->failing);
        if (unit->failing == NULL) abort();
    }
    unit->failing[unit->failing_count++] = (struct range){address, address + length};
}

bool memory_fails(const struct unit *unit, uint64_t address, uint64_t length) {
    for (size_t i = 0; i < unit->failing_count; i++)
        if (address < unit->failing[i].end && address + length > unit->failing[i].start) return true;
    return false;
}

/* Pages are kept for the next vector, which is many times cheaper than to allocate them again. */
void memory_reset(struct unit *unit) {
    for (size_t i = 0; i < 1024; i++) {
        for (struct page *page = unit->pages[i], *next; page != NULL; page = next) {
            next = page->next;
            page->next = unit->unused;
            unit->unused = page;
        }
        unit->pages[i] = NULL;
    }
    unit->failing_count = 0;
}

void memory_free(struct unit *unit) {
    memory_reset(unit);
    for (struct page *page = unit->unused, *next; page != NULL; page = next) {
        next = page->next;
        free(page);
    }
    free(unit->failing);
}
