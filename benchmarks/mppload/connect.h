/* The beginning of a connection. */
#pragma once
#include "connection.h"

void start_connect(struct conn *c);
