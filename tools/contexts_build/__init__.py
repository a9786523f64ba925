"""How the files of ``contexts/`` come about: archives, term tables, recipes, notices (``build_contexts.py``)."""
