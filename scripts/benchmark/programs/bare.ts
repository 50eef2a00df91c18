/**
 * Nothing: what a runtime itself takes to start and end.
 *
 * @module
 */
