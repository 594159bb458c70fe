import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;

/**
 * Neo4j Community as a process: Bolt and HTTP as neo4j.conf says, until SIGTERM.
 * The packages hold the server but no program that starts it.
 *
 * <p>Arguments: the home folder and the configuration file.
 */
public final class Neo4jServer {
    public static void main(String[] args) throws InterruptedException {
        var databases = new DatabaseManagementServiceBuilder(Path.of(args[0]).toAbsolutePath())
                .loadPropertiesFromFile(Path.of(args[1]).toAbsolutePath())
                .build();
        var ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            databases.shutdown(); // writes a checkpoint, so that the next start has no log to replay
            ended.countDown();
        }));
        ended.await();
    }
}
