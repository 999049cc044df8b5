// Put before the worker by the server (rooms/pwa.py).

declare const RELEASE: {
  version: string;
  /** Address of the page, which is the same for every room. */
  page: string;
  shell: string[];
  samplesVersion: string;
  samples: string[];
};
