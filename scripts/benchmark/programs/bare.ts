/**
 * An empty program: measures what a runtime itself takes to start and exit.
 *
 * @module
 */
