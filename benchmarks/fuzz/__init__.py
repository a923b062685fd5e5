"""Anything as input, for as long as wanted: programs for atheris, a coverage-guided fuzzer (the extra ``fuzz``)."""
