"""`python llama_server.py MODEL CONTEXT`: llama.cpp's own HTTP server on a free port, until stdin closes.

The first line on stdout is its URL. Two slots share the context.
"""

import os
import sys

import xllamacpp

params = xllamacpp.CommonParams()
params.model.path = sys.argv[1]
params.port = 0
params.n_ctx = int(sys.argv[2])
params.n_parallel = 2
params.cpuparams.n_threads = 1
params.use_jinja = True
params.warmup = False
params.endpoint_slots = True
server = xllamacpp.Server(params)
print(server.listening_address, flush=True)  # noqa: T201 - the line its starter waits for
sys.stdin.read()
os._exit(0)  # the engine's threads have no other end
