/* The one epoll set, edge-triggered. */
#pragma once
#include <stdint.h>
#include <sys/epoll.h>

void open_events(void);

/* Watch a socket until it is closed; its events carry `who`. */
void watch(int fd, void *who);

/* Waits for events until `until_us` at most; gives how many there are, below 0 when interrupted. */
int await_events(struct epoll_event *events, int room, int64_t until_us);
