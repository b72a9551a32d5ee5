// What runs now at the exchange: incidents and work, asked for while the panel is open. Where nobody answers it stays as it was.
import { call } from "./api.js";
import { effect, signal } from "./lib.js";
import { now, shown } from "./state.js";

export const broken = signal([]); // {id, kind, title, words, begins_at, url}; words: its state, and the word that goes before a time

const look = () => call("GET", "/api/v1/notices/now").then((answer) => { broken.value = answer.notices; }, () => {});

/** Each time the panel's clock moves on. */
export const watchOut = () => effect(() => shown.value && now.value && look());
