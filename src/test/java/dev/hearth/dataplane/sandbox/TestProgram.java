package dev.hearth.dataplane.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The programs that {@link SandboxDriverContract} runs: shell scripts in the code folder. The simulated driver, which
 * has no shell, has a Java form of each ({@code SimulatedTestPrograms}).
 */
public enum TestProgram {
    /** Prints its arguments, one a line, in brackets. */
    ARGUMENTS("for argument; do printf '[%s]\\n' \"$argument\"; done"),

    /** Prints its environment, each variable ended by a zero byte: no script, for a shell adds some of its own. */
    ENVIRONMENT(""),

    /** Prints what its standard input holds, then {@code end}. */
    INPUT("cat; echo end"),

    /** Prints its working folder. */
    FOLDER("pwd"),

    /** Prints the files named. */
    READ("cat \"$@\""),

    /** {@code WRITE file text} writes the text and prints {@code written}, or {@code refused} if it can't. */
    WRITE("if (printf %s \"$2\" > \"$1\") 2> /dev/null; then echo written; else echo refused; fi"),

    /** {@code SCRATCH name text} does as WRITE in the scratch folder, then prints the folder's files. */
    SCRATCH("""
            folder=${TMPDIR:-/tmp}
            if (printf %s "$2" > "$folder/$1") 2> /dev/null; then echo written; else echo refused; fi
            for file in "$folder"/*; do echo "file ${file##*/}"; done
            """),

    /** {@code FILL n} writes n mebibytes to the scratch folder and prints {@code written} or {@code full}. */
    FILL("""
            file=${TMPDIR:-/tmp}/fill
            if dd if=/dev/zero of="$file" bs=1048576 count="$1" 2> /dev/null; then echo written; else echo full; fi
            """),

    /** {@code EXIT n} ends with that status. */
    EXIT("exit \"$1\""),

    /** {@code LINES n} prints n numbered lines. */
    LINES("i=0; while [ $i -lt \"$1\" ]; do echo \"line $i\"; i=$((i+1)); done"),

    /** Prints to standard output and standard error in turn. */
    STREAMS("echo one; echo two >&2; echo three; echo four >&2; printf five"),

    /** {@code SIGNAL n} sends itself that signal. */
    SIGNAL("kill -\"$1\" $$; echo survived"),

    /**
     * {@code STUBBORN marker} prints {@code ready} and never ends, deaf to SIGTERM; so are its child and the child's
     * child, and one that left for a session of its own. The marker is an argument of them all.
     */
    STUBBORN("""
            trap '' TERM HUP INT
            (trap '' TERM HUP INT; sleep "$1"; sleep "$1") &
            (sh -c "trap '' TERM HUP INT; sleep $1; sleep $1" &)
            if command -v setsid > /dev/null; then setsid sleep "$1" & fi
            echo ready
            while :; do sleep "$1"; done
            """),

    /** {@code LEAVE marker} leaves a child that holds the output open, prints {@code left} and ends with status 3. */
    LEAVE("sleep \"$1\" & echo left; exit 3"),

    /** Prints a dot every now and then, for ever. */
    TICK("while :; do printf .; sleep 0.02; done"),

    /**
     * {@code STEM folder name argument...} waits for its function, prints what it was told as lines, and becomes the
     * script of that name in the folder, which is the function's code.
     */
    STEM("""
            tr '\\0' '\\n'
            exec < /dev/null
            script=$1/$2.sh
            shift 2
            . "$script"
            """),

    /**
     * Runs beside another: prints {@code beside } and the variable GREETING, and ends with status 7 when the scratch
     * folder has a file {@code end}.
     */
    COMPANION("""
            #!/bin/sh
            echo "beside $GREETING"
            while [ ! -e "${TMPDIR:-/tmp}/end" ]; do sleep 0.02; done
            exit 7
            """),

    /** {@code MEMORY n} uses 2^n bytes or more, prints {@code ready} and waits for ever. */
    MEMORY("""
            i=4; x=0123456789abcdef
            while [ $i -lt "$1" ]; do x=$x$x; i=$((i+1)); done
            echo ready
            while :; do sleep 1; done
            """);

    private static final String ENV = "/usr/bin/env";

    private final String body;

    TestProgram(String body) {
        this.body = body;
    }

    /** The command that runs it, from the code folder as the sandbox sees it. */
    public List<String> command(Path task, String... arguments) {
        if (this == ENVIRONMENT) {
            return List.of(ENV, "-0");
        }
        List<String> command =
                new ArrayList<>(List.of("/bin/sh", task.resolve(script()).toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** The command of a program that waits in the folder of runtimes until it becomes this one. */
    public List<String> stem(Path runtime, Path task, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                "/bin/sh",
                runtime.resolve(STEM.script()).toString(),
                task.toString(),
                name().toLowerCase(Locale.ROOT)));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Its file, from the code folder as the sandbox sees it: only a {@link #COMPANION} can be started by it. */
    Path file(Path task) {
        return task.resolve(script());
    }

    /** The program that a command made by {@link #command} runs. */
    public static TestProgram of(List<String> command) {
        if (command.getFirst().equals(ENV)) {
            return ENVIRONMENT;
        }
        String file = Path.of(command.get(Math.min(1, command.size() - 1)))
                .getFileName()
                .toString();
        return valueOf(file.substring(0, file.indexOf('.')).toUpperCase(Locale.ROOT));
    }

    /** Writes all of them into a folder that everybody can read. */
    static void install(Path folder) throws IOException {
        for (TestProgram program : values()) {
            Path file = folder.resolve(program.script());
            Files.writeString(file, program.body.stripTrailing() + "\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private String script() {
        return name().toLowerCase(Locale.ROOT) + ".sh";
    }
}
