/* The listeners of ImSDK's events, and the sending of events to them. */
#ifndef STANDIN_EVENTS_H
#define STANDIN_EVENTS_H

void forget_listeners(void);

#endif
