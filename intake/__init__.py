"""The caller's words to candidate issue types and places. Never a department: that is the graph's to say."""

import os

# A text is a few small matrices: threads of the linear algebra cost more than they give, the more so under load.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
