# Uses what Ruby's core and standard library do with system calls. Answers with what failed.
require 'etc'
require 'fileutils'
require 'io/wait'
require 'net/http'
require 'open3'
require 'openssl'
require 'pstore'
require 'socket'
require 'tempfile'
require 'timeout'
require 'tmpdir'
require 'zlib'

CHECKS = {
  threads: lambda {
    queue = Queue.new
    Array.new(8) { |n| Thread.new { queue << n } }.each(&:join)
    raise 'threads' unless queue.size == 8
    ConditionVariable.new.wait(Mutex.new.tap(&:lock), 0.01)
    Ractor.new { 42 }.take if Ractor.method_defined?(:take)
    begin
      Timeout.timeout(0.01) { sleep }
    rescue Timeout::Error
      nil
    end
  },
  processes: lambda {
    raise 'open3' unless Open3.capture2('cat', stdin_data: 'in').first == 'in'
    reading, writing = IO.pipe
    child = fork { writing.write('from a child'); exit!(3) }
    writing.close
    raise 'fork' unless reading.read == 'from a child'
    raise 'status' unless Process.wait2(child).last.exitstatus == 3
    other = spawn('sleep 60', pgroup: true)
    Process.kill(:TERM, -other)
    raise 'signal' unless Process.wait2(other).last.termsig == 15
    Process.clock_gettime(Process::CLOCK_PROCESS_CPUTIME_ID)
    Process.getrlimit(:NOFILE)
    Process.times
  },
  signals: lambda {
    heard = Queue.new
    Signal.trap('USR1') { heard << 1 }
    Process.kill('USR1', Process.pid)
    heard.pop
  },
  files: lambda {
    Dir.mktmpdir do |folder|
      file = File.join(folder, 'file')
      File.write(file, 'x' * 100_000)
      File.open(file, 'r+') do |opened|
        opened.flock(File::LOCK_EX)
        opened.fsync
        opened.truncate(10)
        opened.advise(:sequential)
      end
      File.symlink(file, "#{file}.link")
      File.link(file, "#{file}.hard")
      File.chmod(0o600, file)
      File.utime(1, 1, file)
      File.mkfifo("#{file}.fifo")
      IO.copy_stream(file, "#{file}.copy")
      FileUtils.cp_r(file, "#{file}.other")
      PStore.new("#{file}.store").transaction { |store| store[:a] = 1 }
      Zlib::GzipWriter.open("#{file}.gz") { |zip| zip.write('x') }
      File.rename(file, "#{file}.renamed")
      Dir.glob("#{folder}/*").size
    end
    Tempfile.create('x') { |temporary| temporary.write('x') }
  },
  sockets: lambda {
    TCPServer.open('127.0.0.1', 0) do |server|
      client = TCPSocket.new('127.0.0.1', server.addr[1])
      accepted = server.accept
      client.write('hello')
      raise 'tcp' unless accepted.readpartial(10) == 'hello'
      raise 'select' unless IO.select([accepted], nil, nil, 0.01).nil?
    end
    path = File.join(Dir.tmpdir, "socket-#{Process.pid}")
    UNIXServer.open(path) { UNIXSocket.open(path) { |client| client.write('x') } }
    left, right = UNIXSocket.pair
    left.send_io($stdin)
    right.recv_io.close
    UDPSocket.new(Socket::AF_INET6).bind('::1', 0)
    Addrinfo.getaddrinfo('localhost', 80)
    Socket.getifaddrs
  },
  http: lambda {
    server = TCPServer.new('127.0.0.1', 0)
    Thread.new { server.accept.tap { |c| c.gets; c.write("HTTP/1.0 200 OK\r\n\r\nhello") }.close }
    raise 'http' unless Net::HTTP.get(URI("http://127.0.0.1:#{server.addr[1]}/")) == 'hello'
    OpenSSL::SSL::SSLContext.new.set_params
    OpenSSL::PKey::EC.generate('prime256v1')
    Etc.getpwuid.name
    Etc.nprocessors
  }
}.freeze

def handler(event:, context:)
  failed = CHECKS.filter_map do |name, check|
    check.call
    nil
  rescue Exception => e
    "#{name}: #{e.full_message(highlight: false)}"
  end
  { failed: failed }
end
