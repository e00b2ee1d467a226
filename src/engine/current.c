#include "engine/current.h"

_Thread_local Current current;
