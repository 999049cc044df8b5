#include "options.h"
#include "die.h"
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct options chosen = {
	.host = "127.0.0.1", .path = "/", .room_prefix = "load-", .ports = {1, {8080}}, .steps = {1, {1000}},
	.rooms = 1, .clients = 10, .senders = -1, .notes = 3, .rate = 10, .seconds = 10,
	.warmup = 2, .settle = 2, .grace = 1, .step_seconds = 3, .ramp_factor = 1.5,
	.max_total_rate = 1e6, .connect_rate = 1000, .keepalive = 10, .max_inflight = 128,
	.churn_count = 100000, .retries = 1,
};
static const char *m_type = "n", *stamp = "t";

const struct options *const opt = &chosen;

static const char *const MODES[] = {
	[MODE_FANOUT] = "fanout", [MODE_IDLE] = "idle", [MODE_PING] = "ping", [MODE_CHURN] = "churn"};
enum { MODE_COUNT = sizeof MODES / sizeof *MODES };

enum kind { FLAG, TEXT, INT, LONG, REAL, LIST, HELP };

static const struct known { const char *name; enum kind kind; void *into; } KNOWN[] = {
	{"host", TEXT, &chosen.host}, {"port", LIST, &chosen.ports}, {"path", TEXT, &chosen.path},
	{"origin", TEXT, &chosen.origin}, {"token-prefix", TEXT, &chosen.token_prefix},
	{"room-prefix", TEXT, &chosen.room_prefix}, {"hi-extra", TEXT, &chosen.hi_extra},
	{"ch-extra", TEXT, &chosen.ch_extra}, {"pipeline", FLAG, &chosen.pipeline},
	{"rooms", INT, &chosen.rooms}, {"clients", INT, &chosen.clients}, {"senders", INT, &chosen.senders},
	{"deaf", INT, &chosen.deaf}, {"conns", LIST, &chosen.steps}, {"spread", FLAG, &chosen.spread},
	{"sources", INT, &chosen.sources}, {"rate", REAL, &chosen.rate}, {"notes", INT, &chosen.notes},
	{"m-type", TEXT, &m_type}, {"stamp", TEXT, &stamp}, {"echo", FLAG, &chosen.echo},
	{"seconds", REAL, &chosen.seconds}, {"warmup", REAL, &chosen.warmup}, {"grace", REAL, &chosen.grace},
	{"settle", REAL, &chosen.settle}, {"hold", FLAG, &chosen.hold}, {"keepalive", REAL, &chosen.keepalive},
	{"ramp", FLAG, &chosen.ramp}, {"ramp-factor", REAL, &chosen.ramp_factor},
	{"step-seconds", REAL, &chosen.step_seconds}, {"retries", INT, &chosen.retries},
	{"max-total-rate", REAL, &chosen.max_total_rate}, {"connect-rate", REAL, &chosen.connect_rate},
	{"max-inflight", INT, &chosen.max_inflight}, {"count", LONG, &chosen.churn_count},
	{"pid", LIST, &chosen.pids}, {"poll-us", INT, &chosen.poll_us}, {"json", FLAG, &chosen.json},
	{"help", HELP, NULL},
};
enum { KNOWN_COUNT = sizeof KNOWN / sizeof *KNOWN };

static void usage(FILE *to, int status)
{
	fputs(
	"usage: mppload fanout|idle|ping|churn [options]\n"
	"where to     --host A --port N[,N...] (in turn) --path P --origin O\n"
	"who          --rooms R --clients C (a room) --senders S (a room; default all) --conns N[,N...] (idle)\n"
	"             --deaf N (of a room, who stop reading once all are in)\n"
	"             --token-prefix P --hi-extra JSON --ch-extra JSON --room-prefix P --pipeline (ch without awaiting hi)\n"
	"             --spread (own 127.x.y.z for each client) --sources K (rotate over K addresses)\n"
	"what         --rate MSGS_PER_S (a sender) --notes K --m-type n|m --stamp t|v --echo (sender gets a copy)\n"
	"how long     --seconds D --warmup W --grace G --settle S (idle) --hold (until stdin ends; fanout: window after window) --keepalive S (0: none)\n"
	"ramp         --ramp --ramp-factor F --step-seconds S --retries N --max-total-rate N\n"
	"connecting   --connect-rate PER_S --max-inflight N --count LOOPS (churn)\n"
	"measuring    --pid P[,P...] --poll-us U (read at most every U us) --json\n", to);
	exit(status);
}

static struct list parse_list(const char *arg)
{
	struct list list = {0};
	for (char *end; *arg && list.count < MAX_LIST; arg = *end == ',' ? end + 1 : end) {
		long v = strtol(arg, &end, 10);
		if (end == arg || v < 1 || v > 10000000) die("bad list: %s", arg);
		list.at[list.count++] = (int)v;
	}
	return list;
}

static void take(const struct known *option, const char *arg)
{
	switch (option->kind) {
	case FLAG: *(bool *)option->into = true; break;
	case TEXT: *(const char **)option->into = arg; break;
	case INT:  *(int *)option->into = atoi(arg); break;
	case LONG: *(long *)option->into = atol(arg); break;
	case REAL: *(double *)option->into = atof(arg); break;
	case LIST: *(struct list *)option->into = parse_list(arg); break;
	case HELP: usage(stdout, 0);
	}
}

static void parse_mode(int argc, char **argv)
{
	if (argc > 1 && !strcmp(argv[1], "--help")) usage(stdout, 0);
	for (int i = 0; argc > 1 && i < MODE_COUNT; i++) {
		if (strcmp(argv[1], MODES[i])) continue;
		chosen.mode = (enum mode)i;
		chosen.mode_name = MODES[i];
		return;
	}
	usage(stderr, 2);
}

static void check(void)
{
	if (opt->clients < 0 || opt->rate <= 0 || opt->seconds <= 0 || opt->notes < 1 || opt->notes > 150
	    || opt->deaf < 0 || (opt->deaf && opt->deaf >= opt->clients)
	    || opt->connect_rate <= 0 || opt->ramp_factor <= 1 || opt->max_inflight < 1
	    || !opt->ports.count || !opt->steps.count)
		die("an option is out of range");
	for (int i = 1; i < opt->steps.count; i++)
		if (opt->steps.at[i] <= opt->steps.at[i - 1]) die("--conns must rise");
}

/* What follows from the options rather than being one. */
static void conclude(void)
{
	if (!strcmp(chosen.host, "localhost")) chosen.host = "127.0.0.1";
	chosen.cursor = !strcmp(m_type, "m");
	chosen.stamp = strcmp(stamp, "v") ? STAMP_T : STAMP_VALUE;
	if (opt->mode == MODE_PING || opt->mode == MODE_CHURN) chosen.keepalive = 0;
	if (opt->mode != MODE_IDLE) return;
	int last = connections_wanted();
	if (opt->rooms > 0 && opt->clients > 0) chosen.rooms = (last + opt->clients - 1) / opt->clients;
	if (!opt->spread && !opt->sources) chosen.sources = 1 + last / 20000;
}

void parse_options(int argc, char **argv)
{
	struct option longs[KNOWN_COUNT + 1] = {0};
	for (int i = 0; i < KNOWN_COUNT; i++) {
		bool alone = KNOWN[i].kind == FLAG || KNOWN[i].kind == HELP;
		longs[i].name = KNOWN[i].name;
		longs[i].has_arg = alone ? no_argument : required_argument;
	}
	parse_mode(argc, argv);
	for (int found, at; (found = getopt_long(argc - 1, argv + 1, "", longs, &at)) != -1; ) {
		if (found) usage(stderr, 2);
		take(&KNOWN[at], optarg);
	}
	if (optind < argc - 1) die("stray argument: %s", argv[optind + 1]);
	check();
	conclude();
}

int connections_wanted(void)
{
	if (opt->mode == MODE_IDLE) return opt->steps.at[opt->steps.count - 1];
	if (opt->mode == MODE_CHURN) return opt->clients;
	return (opt->rooms > 0 ? opt->rooms : 1) * opt->clients;
}
