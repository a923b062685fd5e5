"""Programs that measure; each prints what it measured."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # workers are forked, and its threads do not come along
