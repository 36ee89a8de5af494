/**
 * The number of requests that Spotify is reported to allow an app in Development Mode in any 24
 * hours, over all apps of its developer. Spotify publishes no number; people saw 1,144.
 */
export const REPORTED_DAILY_QUOTA = 1_100;
