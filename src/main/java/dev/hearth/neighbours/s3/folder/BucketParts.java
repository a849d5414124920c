package dev.hearth.neighbours.s3.folder;

import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What all buckets of a folder share.
 *
 * @param objects how many objects all of them hold
 */
record BucketParts(Folders folders, AtomicInteger objects, Time time, Ids ids) {}
