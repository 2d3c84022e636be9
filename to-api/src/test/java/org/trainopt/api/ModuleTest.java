package org.trainopt.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The module as it is delivered. */
class ModuleTest {
  private static final String NAME = "org.trainopt.api";

  private static ModuleFinder finder() throws URISyntaxException {
    return ModuleFinder.of(
        Path.of(Optimizer.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
  }

  @Test
  void itNeedsNothingButTheJdkAtRunTime() throws URISyntaxException {
    ModuleReference module = finder().find(NAME).orElseThrow();
    assertThat(module.descriptor().requires())
        .filteredOn(
            requires -> !requires.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC))
        .extracting(ModuleDescriptor.Requires::name)
        .containsExactly("java.base");
  }

  @Test
  void itFindsItsKernelsAsAModule() throws Exception {
    ModuleLayer boot = ModuleLayer.boot();
    Configuration configuration =
        boot.configuration().resolve(finder(), ModuleFinder.of(), Set.of(NAME));
    ModuleLayer layer =
        boot.defineModulesWithOneLoader(configuration, ClassLoader.getPlatformClassLoader());
    Class<?> kernels = layer.findLoader(NAME).loadClass("org.trainopt.kernel.Kernels");
    assertThat(kernels.getModule().getName()).isEqualTo(NAME);
    List<?> providers = (List<?>) kernels.getMethod("all").invoke(null);
    assertThat(providers)
        .extracting(provider -> provider.getClass().getName())
        .containsExactly("org.trainopt.javakernel.JavaKernelProvider");
  }
}
