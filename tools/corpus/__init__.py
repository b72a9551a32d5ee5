"""The parts of tools/screen_corpus.py: values of every kind from independent libraries, texts in both languages, and wrappings."""
