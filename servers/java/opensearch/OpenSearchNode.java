import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import org.codelibs.opensearch.runner.OpenSearchRunner;

/**
 * One OpenSearch node as a process, until SIGTERM.
 * The runner's own program gives a node no ingest role and takes no settings.
 *
 * <p>Arguments: the home folder, then settings as name=value.
 */
public final class OpenSearchNode {
    public static void main(String[] args) throws InterruptedException {
        var runner = new OpenSearchRunner();
        runner.onBuild((number, settings) -> {
            settings.put("node.name", "opensearch-1");
            settings.putList("node.roles", "cluster_manager", "data", "ingest");
            settings.put("discovery.type", "single-node");
            for (int i = 1; i < args.length; i++) {
                var parts = args[i].split("=", 2);
                settings.put(parts[0], parts[1]);
            }
        });
        var ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                runner.close();
            } catch (IOException flaw) {
                throw new UncheckedIOException(flaw);
            } finally {
                ended.countDown();
            }
        }));
        runner.build(OpenSearchRunner.newConfigs()
                .basePath(args[0]).numOfNode(1).clusterName("mission-control").useLogger());
        ended.await();
    }
}
