package org.trainopt.experiments.cli;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.trainopt.experiments.study.Progress;

/** A bar with the time left, on a terminal; nothing elsewhere. */
final class TerminalProgress implements Progress {
  private final ProgressBar bar;

  private TerminalProgress(ProgressBar bar) {
    this.bar = bar;
  }

  static Progress open(String name, long units) {
    // The launcher looks: from JDK 22 on, System.console() no longer tells.
    if (!Boolean.getBoolean("trainopt.terminal")) {
      return QUIET;
    }
    return new TerminalProgress(
        new ProgressBarBuilder()
            .setTaskName(name)
            .setInitialMax(units)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(250)
            .build());
  }

  @Override
  public void advance(long units, String what) {
    bar.setExtraMessage(what);
    bar.stepBy(units);
  }

  @Override
  public void close() {
    bar.close();
  }
}
