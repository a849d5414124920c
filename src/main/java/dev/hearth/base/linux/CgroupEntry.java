package dev.hearth.base.linux;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The open files with which a new process enters a cgroup.
 *
 * @param bornInside whether the process can be created in the cgroup, with the descriptor of its folder (version 2); if
 *     not, it enters by writing to the files
 */
public record CgroupEntry(boolean bornInside, List<Descriptor> descriptors) implements AutoCloseable {
    private static final int WRITE_ONLY = 1;
    private static final int FOLDER = 0x10000;
    private static final int FOLDER_ON_ARM = 0x4000;

    public CgroupEntry {
        descriptors = List.copyOf(descriptors);
    }

    static CgroupEntry byFolder(Path folder) {
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        return new CgroupEntry(true, List.of(Descriptor.open(folder, arm ? FOLDER_ON_ARM : FOLDER)));
    }

    static CgroupEntry byFiles(List<Path> files) {
        List<Descriptor> opened = new ArrayList<>();
        try {
            files.forEach(file -> opened.add(Descriptor.open(file, WRITE_ONLY)));
            return new CgroupEntry(false, opened);
        } catch (LinuxException e) {
            opened.forEach(Descriptor::close);
            throw e;
        }
    }

    @Override
    public void close() {
        descriptors.forEach(Descriptor::close);
    }
}
