raise 'early'
