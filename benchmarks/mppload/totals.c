#include "totals.h"

struct totals total;
