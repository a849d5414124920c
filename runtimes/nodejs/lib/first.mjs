// A module without content: importing it prepares the loader of ES modules (see index.cjs).
