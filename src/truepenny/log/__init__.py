"""The log: append-only events per ticket, words beside it, a keyed digest chain over all. Everything else can be rebuilt from here."""
