/* Lit, from the one copy of the house; relative, so that all modules stay within one version of the assets. */

export * from "../shared/vendor/lit.js";
