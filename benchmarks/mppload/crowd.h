/* All connections of a run: how they come, are kept alive, and are waited for. */
#pragma once
#include "connection.h"

struct crowd { struct conn *at; int size; };
extern struct crowd crowd;

/* Consecutive connections fill one room, then the next. */
void gather_crowd(void);

/* Opens connections first..last-1 at the bounded rate; gives the seconds it took. */
double open_range(int first, int last);

/* Everyone sends a "t" once every --keepalive seconds, spread evenly over that time: those due by now. */
void keepalives(int64_t now);
/* When the next is due, as of the last call of keepalives(). */
int64_t next_keepalive(void);

/* For so long, or with --hold until standard input ends; gives the seconds it was. */
double idle_for(double seconds);
/* Until nothing came for `quiet` seconds, at most `limit` seconds. */
void drain(double quiet, double limit);
bool input_ended(void);
