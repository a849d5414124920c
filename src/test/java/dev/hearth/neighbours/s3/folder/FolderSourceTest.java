package dev.hearth.neighbours.s3.folder;

import dev.hearth.base.auth.AccessKey;
import dev.hearth.neighbours.s3.ObjectSource;
import dev.hearth.neighbours.s3.ObjectSourceContract;
import dev.hearth.neighbours.s3.TestingS3;

class FolderSourceTest extends ObjectSourceContract {
    @Override
    protected ObjectSource source(TestingS3 buckets, AccessKey key) {
        return buckets.folder();
    }
}
