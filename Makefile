# One word for each thing one does here; `make` alone is the check before a commit.
VENV ?= .venv
BIN := $(VENV)/bin
DATA ?= ../shared/data/train
SYNTH ?= ../shared/synth
PAIRS = $(DATA)/anystyle_core.jsonl $(DATA)/anystyle_good.jsonl $(DATA)/grobid.jsonl $(DATA)/scielo.jsonl

.DEFAULT_GOAL := check
.PHONY: setup check fmt lint types test golden corpus lang train evaluate bench

setup: ## a virtual environment with everything for development
	python3 -m venv $(VENV)
	$(BIN)/pip install -q --upgrade pip
	$(BIN)/pip install -q -e '.[dev]'

check: lint types test ## what a change must pass

fmt: ## format, and mend what ruff can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types:
	$(BIN)/mypy

test:
	$(BIN)/pytest -q

golden: ## rewrite the README's example, codes and picture; read the diff
	BIBNORM_REWRITE=golden $(BIN)/pytest -q tests/test_project.py
	$(BIN)/python scripts/picture.py

corpus: ## rewrite tests/corpus/pass.txt; read the diff
	BIBNORM_REWRITE=corpus $(BIN)/pytest -q tests/test_samples.py

lang: ## fill in the months from CLDR and compile the tables of bibnorm/lang
	$(BIN)/python scripts/build_lang.py

train: ## retrain the shipped model (needs the extra `train` and ../shared; about an hour and a half on two cores)
	$(BIN)/pip install -q -e '.[train]'
	mkdir -p build/data
	$(BIN)/python $(SYNTH)/generate.py --pool $(SYNTH)/pool.jsonl --n 45000 --seed 11 --markers out --out build/data/gen.jsonl
	$(BIN)/python $(SYNTH)/styles.py 16000 build/data/styles.jsonl
	$(BIN)/python $(SYNTH)/recombine.py build/data/recomb.jsonl
	$(BIN)/python -m bibnorm.tag.compose --n 40000 --seed 5 --pool $(SYNTH)/pool.jsonl --out build/data/own.jsonl
	$(BIN)/python -m bibnorm.tag.train $(DATA)/*.jsonl build/data/*.jsonl --out build/tagger.pt
	$(BIN)/python -m bibnorm.tag.publish build/tagger.pt $(PAIRS)

evaluate: ## accuracy by corpus and language into benchmarks/accuracy.md (needs ../shared)
	$(BIN)/python benchmarks/accuracy.py

bench: evaluate ## accuracy, accounting, speed and the hook
	$(BIN)/python benchmarks/accounting.py
	$(BIN)/python benchmarks/speed.py
	$(BIN)/python benchmarks/hook.py
