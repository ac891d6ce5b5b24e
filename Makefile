# make run    set everything up, load the demo company, and serve it on 127.0.0.1:8000
# make test   set everything up, and run all that CI runs
# make check  the quick part of it: format, lint, imports, types, messages
.PHONY: help run test check
help:
	@sed -n 's/^# make/make/p' Makefile

run:
	@bin/setup run
	@exec .venv/bin/makegood up --demo

test:
	@bin/setup test
	@bin/setup-tests
	@bin/check
	@bin/run-tests

check:
	@bin/setup test
	@bin/check
