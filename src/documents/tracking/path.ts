/** Where the tracking document is when nothing else is said: in the root of the checkout. */
export const TRACKING_DOCUMENT = 'MODEL_SUPPORT_TRACKING.md';
