/* What can be measured: each runs to its end and tells its figures. */
#pragma once

void run_fanout(void);  /* note or cursor broadcast */
void run_idle(void);    /* memory of a connection */
void run_ping(void);    /* latency of request and response */
void run_churn(void);   /* connect, hi, ch, close, again and again */
