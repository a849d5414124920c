package dev.hearth.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** The output of commands: results, and messages about them. */
public record Output(PrintWriter results, PrintWriter remarks) {
    public void line(String text) {
        results.println(text);
        results.flush();
    }

    public void remark(String text) {
        remarks.println(text);
        remarks.flush();
    }

    /** Prints rows in columns as wide as their widest cell. */
    void table(List<String> header, List<List<String>> rows) {
        List<List<String>> all = new ArrayList<>();
        all.add(header);
        all.addAll(rows);
        int[] widths = new int[header.size()];
        for (List<String> row : all) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : all) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 2);
            }
            line(line.toString().stripTrailing());
        }
    }
}
