package dev.hearth.s3.folder;

import dev.hearth.auth.AccessKey;
import dev.hearth.s3.ObjectSource;
import dev.hearth.s3.ObjectSourceContract;
import dev.hearth.s3.TestingS3;

class FolderSourceTest extends ObjectSourceContract {
    @Override
    protected ObjectSource source(TestingS3 buckets, AccessKey key) {
        return buckets.folder();
    }
}
