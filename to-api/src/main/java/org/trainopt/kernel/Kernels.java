package org.trainopt.kernel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** The kernel providers of this JVM, and the choice among them. */
public final class Kernels {
  /** The system property that forces a provider by name. */
  public static final String PROPERTY = "trainopt.kernels";

  private static final System.Logger LOG = System.getLogger("org.trainopt");

  private Kernels() {}

  /** All providers found, highest priority first, usable or not. */
  public static List<KernelProvider> all() {
    return Holder.ALL;
  }

  /**
   * The provider that {@code -Dtrainopt.kernels} forces, else the usable one of highest priority.
   *
   * @throws IllegalStateException if the forced one cannot be had
   */
  public static KernelProvider best() {
    String forced = System.getProperty(PROPERTY);
    return forced == null || forced.isBlank() ? Best.PROVIDER : named(forced.strip());
  }

  /**
   * A provider by name.
   *
   * @throws IllegalStateException if there is none of that name or it cannot be used; the message
   *     says why
   */
  public static KernelProvider named(String name) {
    for (KernelProvider provider : all()) {
      if (provider.name().equals(name)) {
        Availability availability = provider.availability();
        if (!availability.usable()) {
          throw new IllegalStateException(
              "kernels \"" + name + "\" cannot be used: " + availability.reason());
        }
        return provider;
      }
    }
    throw new IllegalStateException(
        "kernels \""
            + name
            + "\" were not found on the class path; there are "
            + all().stream().map(KernelProvider::name).collect(Collectors.joining(", ")));
  }

  private static final class Holder {
    static final List<KernelProvider> ALL = find();

    private static List<KernelProvider> find() {
      List<KernelProvider> found = new ArrayList<>();
      var providers =
          ServiceLoader.load(KernelProvider.class, Kernels.class.getClassLoader()).iterator();
      while (true) {
        try {
          if (!providers.hasNext()) {
            break;
          }
          found.add(providers.next());
        } catch (ServiceConfigurationError e) {
          LOG.log(System.Logger.Level.WARNING, "a kernel provider could not be loaded: {0}", e);
        }
      }
      found.sort(Comparator.comparingInt(KernelProvider::priority).reversed());
      return List.copyOf(found);
    }
  }

  /** Chosen and announced once. */
  private static final class Best {
    static final KernelProvider PROVIDER = choose();

    private static KernelProvider choose() {
      StringBuilder passedOver = new StringBuilder();
      for (KernelProvider provider : all()) {
        Availability availability = provider.availability();
        if (availability.usable()) {
          LOG.log(
              System.Logger.Level.INFO,
              "trainopt kernels: "
                  + provider.name()
                  + " ("
                  + availability.reason()
                  + ")"
                  + passedOver);
          return provider;
        }
        passedOver.append("; ").append(provider.name()).append(": ").append(availability.reason());
      }
      throw new IllegalStateException("no kernel provider is usable" + passedOver);
    }
  }
}
